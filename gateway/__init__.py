"""The one public door: the websocket, the HTTP API, the widget's files and the metrics."""
