namespace Streaq.Chaos.Account;

/// <summary>Attempts of which their span says something else than their measurements.</summary>
internal static class Disagreements
{
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, List<EffectLine>> logs) =>
        from log in logs
        from line in log.Value
        where line.Kind == 'D'
        select $"{log.Key}: {string.Join(' ', line.Words)}";
}
