namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A difference between Streaq and the conventions, on one signal.</summary>
/// <param name="Signal">The id of the signal in the registry.</param>
/// <param name="Name">The attribute.</param>
/// <param name="How"><c>left out</c>, <c>not always</c> where Streaq's level is lower, or <c>more</c>.</param>
internal sealed record Departure(string Signal, string Name, string How)
{
    private static readonly string[] Levels = ["opt_in", "recommended", "conditionally_required", "required"];

    /// <summary>Returns the departures of one signal.</summary>
    public static IEnumerable<Departure> Of(
        string signal, IReadOnlyDictionary<string, Registry.Attribute> registered, IReadOnlyDictionary<string, string> asked, Conventions conventions)
    {
        foreach (var (name, level) in asked.Where(attribute => attribute.Value != "opt_in"))
        {
            if (!registered.TryGetValue(name, out var attribute))
            {
                yield return new(signal, name, "left out");
            }
            else if (Array.IndexOf(Levels, attribute.Level) < Array.IndexOf(Levels, level))
            {
                yield return new(signal, name, "not always");
            }
        }

        foreach (var name in registered.Keys.Where(conventions.Attributes.ContainsKey).Except(asked.Keys))
        {
            yield return new(signal, name, "more");
        }
    }
}
