"""What is wrong with a models.yaml, and what is right but not wise: before anything is sent."""

from llmgate.review.report import Review, review_bytes, review_file

__all__ = ["Review", "review_bytes", "review_file"]
