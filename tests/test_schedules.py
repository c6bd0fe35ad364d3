from parity_rows import parity_of

test_parity = parity_of("schedules")
