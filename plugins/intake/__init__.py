"""Web events from a Kafka topic to raw: in micro-batches, each in one transaction with the offsets that it read up to."""
