"""From records to the therapist: what is pending, how it travels, and the clinic that receives it."""
