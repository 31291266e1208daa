"""Devices and writers: who holds a pen, and with which key."""
