// Details in a comment by which its writer could be known. Looked for on the rater's own device:
// what is written leaves it for nobody. It advises and never forbids, so it may find too much.
globalThis.HoneTelling = (() => {
  'use strict';

  const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december';
  const DAYS = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
  const KINDS = {
    date: [
      /\b\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?\b/,
      /\b(?:19|20)\d\d\b/,
      new RegExp(`\\b(?:\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?(?:${MONTHS})|(?:${MONTHS})\\s+\\d{1,4}|(?:in|since|last|this)\\s+(?:${MONTHS}))\\b`, 'i'),
      new RegExp(`\\b(?:on|last|this|every)\\s+(?:${DAYS})s?\\b`, 'i'),
    ],
    only: [
      /\bI(?:['\u2019]m| am| was)\s+the\s+(?:only|first|last|newest|youngest|oldest)\b/i,
      /\bas\s+(?:the|your)\s+only\b/i,
      /\b(?:only\s+I|I\s+alone|nobody\s+but\s+me|no\s+one\s+but\s+me)\b/i,
    ],
    mail: [
      /^\s*>/m,
      /^\s*(?:from|to|sent|subject|re|fwd?):/im,
      /\bwrote:\s*$/im,
      /[^\s@]+@[^\s@]+\.[^\s@]+/,
    ],
  };

  const words = (text) => text.normalize('NFC').split(/[^\p{L}\p{M}'\u2019-]+/u).filter(Boolean);

  // What gives the writer away, each kind once: { kind, said }. `names` are those of the own group.
  const find = (text, names) => {
    const found = [];
    const written = new Set(words(text).map((word) => word.replace(/['\u2019]s$/, '')));
    const named = names.flatMap(words).find((part) => part.length > 1 && written.has(part));
    if (named) found.push({ kind: 'name', said: named });
    for (const [kind, patterns] of Object.entries(KINDS)) {
      const said = patterns.map((pattern) => text.match(pattern)?.[0]).find(Boolean);
      if (said) found.push({ kind, said: said.trim() });
    }
    return found;
  };

  return { find };
})();
