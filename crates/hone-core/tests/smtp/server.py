"""An SMTP server for tests: it keeps what it is sent, and fails as it is told.

    server.py FOLDER

Writes the port it listens on into FOLDER/port. Each mail becomes FOLDER/NNNN.json, decoded by Python's
own mail parser and written before the server says that it took it. FOLDER/mode, read at each command, says how to behave:

    take               accept everything (also where the file is missing)
    later              451 to every recipient
    never              550 to every recipient
    hold               keep the mail, then never say so
    drop               hang up in place of an answer to the recipient
"""

import asyncio
import email
import email.policy
import json
import os
import sys

try:
    from aiosmtpd.smtp import SMTP
except ImportError:
    sys.exit("aiosmtpd is missing: apt-get install -y python3-aiosmtpd")

FOLDER = sys.argv[1]


def mode():
    try:
        with open(os.path.join(FOLDER, "mode")) as file:
            return file.read().strip()
    except FileNotFoundError:
        return "take"


def write(name, content):
    part = os.path.join(FOLDER, name + ".part")
    with open(part, "wb") as file:
        file.write(content)
    os.rename(part, os.path.join(FOLDER, name))


def decoded(envelope):
    message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    plain, html = parts["text/plain"], parts["text/html"]
    return {
        "envelope": [envelope.mail_from, *envelope.rcpt_tos],
        "headers": [[name.lower(), str(value)] for name, value in message.items()],
        "kind": message.get_content_type(),
        "plain_format": plain.get_param("format"),
        "plain": plain.get_content().replace("\r\n", "\n"),
        "html": html.get_content().replace("\r\n", "\n"),
        "raw": envelope.original_content.decode("ascii"),
    }


class Handler:
    def __init__(self):
        self.n_mails = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        match mode():
            case "later":
                return "451 4.7.1 The greylist asks for patience"
            case "never":
                return "550 5.1.1 Nobody of that name lives here"
            case "drop":
                server.transport.abort()
                return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.n_mails += 1
        write(f"{self.n_mails:04}.json", json.dumps(decoded(envelope)).encode())
        if mode() == "hold":
            await asyncio.sleep(3600)
        return "250 Taken"


async def main():
    handler = Handler()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="hone.test"), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    write("port", str(port).encode())
    await server.serve_forever()


asyncio.run(main())
