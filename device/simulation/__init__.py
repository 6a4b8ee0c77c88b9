"""A limb without a person: the synthetic person, replayed recordings and the bench they move on."""
