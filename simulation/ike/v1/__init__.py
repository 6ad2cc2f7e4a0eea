"""IKEv1: main mode, mode-config, XAUTH, quick mode and informational exchanges."""
