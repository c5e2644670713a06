"""Great Expectations suites and their one verb: what does not hold?"""
