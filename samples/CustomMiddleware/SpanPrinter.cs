using System.Diagnostics;

/// <summary>Prints each span when it ends. A real program exports them: see samples/OpenTelemetry.</summary>
internal static class SpanPrinter
{
    public static ActivityListener Listen(params string[] sources)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                var tags = span.TagObjects.Where(tag => !tag.Key.StartsWith("messaging.", StringComparison.Ordinal));
                Console.WriteLine($"{span.TraceId.ToHexString()[..8]} {span.DisplayName,-22} {string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"))}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
