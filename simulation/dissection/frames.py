"""Takes frames apart, layer by layer, as far as the keys at hand reach."""

from typing import Any

from simulation.dissection.dissector import DissectedLayer, Dissection, Dissector, Region
from simulation.dissection.key_ring import KeyRing
from simulation.dissection.layer_roles import layer_roles
from simulation.dissection.readers import FIRST, READERS
from simulation.dissection.sentences import sentences
from simulation.trace import Stack, shut_at
from simulation.wire.opaque import FragmentData

__all__ = ["DissectedLayer", "Dissection", "KeyRing", "dissect", "to_json"]


def dissect(frame: bytes, keys: KeyRing, *, first: str = "ethernet") -> Dissection:
    """Read *frame*, beginning with the header called *first*, with the keys in *keys*.

    The layers cover every octet of each buffer, outermost first; what was sealed stands after
    the layer that sealed it.
    """
    dissector = Dissector(frame, keys, READERS)
    dissector.step(FIRST.get(first, Dissector.read_data), Region(0, 0, len(frame)))
    return Dissection(dissector.buffers, dissector.layers)


def to_json(dissection: Dissection, stack: Stack = ()) -> dict[str, Any]:
    """Return *dissection* as plain data for the browser, roles taken from *stack*.

    ``start`` and ``end`` of a layer are octets within its buffer; ``start`` and ``width`` of a
    span are bits within the same buffer.  ``octets`` is the frame, which is buffer 0 as well.
    A later piece of a sealed packet says so: its octets alone do not show it, *stack* does.
    """
    headers = [layer.header for layer in dissection.layers]
    roles = layer_roles([header.key for header in headers], stack)
    described = zip(dissection.layers, roles, sentences(headers), strict=True)
    shut = shut_at(stack)
    piece = "" if shut is None else f"a piece of what was sealed with {stack[shut].sealed}"
    return {
        "octets": dissection.buffers[0].hex(),
        "buffers": [buffer.hex() for buffer in dissection.buffers],
        "layers": [_described(layer, role, sentence, piece) for layer, role, sentence in described],
    }


def _described(layer: DissectedLayer, role: str, sentence: str, piece: str) -> dict[str, Any]:
    header = layer.header
    note = piece if isinstance(header, FragmentData) and not layer.buffer else layer.note
    return {
        "header": header.key,
        "title": header.title,
        "spec": header.spec,
        "role": role,
        "buffer": layer.buffer,
        "start": layer.start,
        "end": layer.end,
        "sealed_by": layer.sealed_by,
        "note": note,
        "prose": sentence,
        "spans": [
            {
                "name": span.row.name,
                "label": span.row.field.label,
                "start": layer.start * 8 + span.start,
                "width": span.width,
                "text": span.text,
                "meaning": span.row.field.meaning,
            }
            for span in header.spans()
        ],
    }
