def check(scenario, entry, folder):
    return []
