"""An independent judge of HTML: pages whose tags are damaged, and what a parser of another make sees in them."""
