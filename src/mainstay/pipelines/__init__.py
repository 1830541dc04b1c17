"""Tables a person can read: which file goes to which service, which event tells whom, what runs when."""
