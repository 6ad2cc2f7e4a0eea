"""The web of mipviz: serves the lab, streams traces, keeps links."""
