namespace Streaq.Telemetry;

/// <summary>Caches the names of spans, such as <c>process X</c>, for the few tasks of an application.</summary>
/// <remarks>The number of places is fixed, and names replace each other: names from messages must not grow a table.</remarks>
internal sealed class SpanName(string operation)
{
    private const int Places = 256;

    private readonly Known?[] _known = new Known?[Places];

    public string For(string task)
    {
        ref var place = ref _known[string.GetHashCode(task, StringComparison.Ordinal) & (Places - 1)];
        var known = Volatile.Read(ref place);
        if (known is null || !string.Equals(known.Task, task, StringComparison.Ordinal))
        {
            known = new Known(task, $"{operation} {task}");
            Volatile.Write(ref place, known);
        }

        return known.Name;
    }

    private sealed record Known(string Task, string Name);
}
