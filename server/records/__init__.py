"""The current rows, as the ops made them: written by exchange only, read by everyone through `service`."""
