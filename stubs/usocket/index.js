// dbus-next falls back to net.createConnection when this require throws, which is all a unix:path= bus needs.
throw new Error('usocket is kept out on purpose: its native part crashes on Node 24');
