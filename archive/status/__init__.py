"""How the work goes at this moment, for people and for Prometheus; only asked, never written."""
