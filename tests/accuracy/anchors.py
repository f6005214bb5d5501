def table(pairs):
    return []
