"""The site as a whole: settings, addresses, the ASGI application, the console script."""
