// Propagators, baggage slots and span listeners are process-wide: a filter of one test would drop the spans of another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
