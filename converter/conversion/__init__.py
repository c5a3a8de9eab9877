"""The options of a conversion, its outputs, each rendered and proven, and its result: what `pipeline` is made of."""
