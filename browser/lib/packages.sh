# What is there already, of the same lock file, is not fetched again.
install_packages() {
    local stamp=node_modules/.of-lock-file
    if cmp -s package-lock.json "$stamp"; then return; fi
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json "$stamp"
}
