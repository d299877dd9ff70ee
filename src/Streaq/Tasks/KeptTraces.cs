namespace Streaq;

/// <summary>The traces that are kept.</summary>
/// <param name="TraceIds">Their ids, in the order in which the store first kept them.</param>
/// <param name="Now">The store's time, in Unix milliseconds.</param>
public sealed record KeptTraces(IReadOnlyList<string> TraceIds, long Now);
