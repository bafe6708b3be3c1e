"""All that knows Scrapy: spider, throttle, private hosts, raw responses, progress."""
