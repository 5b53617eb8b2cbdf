"""What a form is and what it says of answers: values and pure functions."""
