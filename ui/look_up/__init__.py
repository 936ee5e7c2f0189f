"""The look-up desk: 'how is my case?' answered from a number, a code, a phone or a room."""
