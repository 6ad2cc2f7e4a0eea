"""The same scenario under another design."""

from simulation import read_scenario


def under(option):
    """Return a function that plays a document under *option*."""

    def changed(document):
        return read_scenario({**document, "option": option}).document()

    return changed
