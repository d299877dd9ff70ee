namespace Streaq.Chaos.Account;

/// <summary>Finds attempts whose span and measurements disagree.</summary>
internal static class Disagreements
{
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, List<EffectLine>> logs) =>
        from log in logs
        from line in log.Value
        where line.Kind == 'D'
        select $"{log.Key}: {string.Join(' ', line.Words)}";
}
