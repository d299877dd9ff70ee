namespace Streaq;

/// <summary>Which traces are kept.</summary>
/// <param name="TraceIds">Their ids, those kept first first.</param>
/// <param name="Now">The store's time, in Unix milliseconds.</param>
public sealed record KeptTraces(IReadOnlyList<string> TraceIds, long Now);
