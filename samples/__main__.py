"""`python -m samples`: serve the sample portals until Ctrl-C."""

import argparse
import time

from samples import SampleServer


def main() -> None:
    """Start the portals, say where they are, and wait."""
    parser = argparse.ArgumentParser(
        prog="python -m samples", description="Serve the five sample portals on loopback."
    )
    parser.add_argument(
        "--port", type=int, default=8610, help="port of the portals (another free one if it is taken)"
    )
    parser.add_argument(
        "--truth-port", type=int, default=0, help="port of /truth.json and /log.json (0: any free one)"
    )
    parser.add_argument(
        "--copies",
        type=int,
        default=1,
        help="copies of each portal, under names of their own (for measuring)",
    )
    wanted = parser.parse_args()
    try:
        server = SampleServer(wanted.port, wanted.truth_port, wanted.copies)
    except OSError:
        server = SampleServer(0, wanted.truth_port, wanted.copies)
        print(f"port {wanted.port} is taken: using {server.port}", flush=True)
    with server:
        print("\n".join(server.homes), flush=True)
        print(f"truth: http://127.0.0.1:{server.truth_port}/truth.json", flush=True)
        print("Ctrl-C stops", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("stopped", flush=True)


if __name__ == "__main__":
    main()
