using Streaq.Chaos.Account;

namespace Streaq.Chaos.Outbox.Account;

/// <summary>Checks that each committed row's effect exists exactly once, with no other effect, and nothing is left on the way.</summary>
internal static class OutboxSettlement
{
    public static Balance Of(OutboxEvidence evidence)
    {
        var balance = new Balance();
        var lines = evidence.Lines.ToLookup(line => line.Kind);
        Count(balance, evidence, lines);

        var sales = evidence.Sales.ToDictionary(sale => sale.Id, sale => sale.Effects, StringComparer.Ordinal);
        var effects = evidence.Effects.CountBy(effect => (effect.SaleId, effect.Number)).ToDictionary();
        balance.MustBeNone("committed effects that are missing", [.. evidence.Sales
            .SelectMany(sale => Enumerable.Range(0, sale.Effects).Select(number => (sale.Id, number)))
            .Where(effect => !effects.ContainsKey(effect))
            .Select(effect => $"{effect.Id} effect {effect.number}")]);
        balance.MustBeNone("effects that are there more than once", [.. effects
            .Where(effect => effect.Value > 1)
            .Select(effect => $"{effect.Key.SaleId} effect {effect.Key.Number}: {effect.Value} times")]);
        balance.MustBeNone("effects of what was not committed", [.. effects.Keys
            .Where(effect => !sales.TryGetValue(effect.SaleId, out var count) || effect.Number >= count)
            .Select(effect => $"{effect.SaleId} effect {effect.Number}")]);
        balance.MustBeNone("rolled back sales that are there", [.. Ids(lines[SaleLine.RolledBack]).Where(sales.ContainsKey)]);
        balance.MustBeNone("committed sales that are not there", [.. Ids(lines[SaleLine.Committed]).Where(id => !sales.ContainsKey(id))]);
        balance.MustBeNone("rows left in the outbox", evidence.Left);
        balance.MustBeNone("dead letters", evidence.DeadLetters);
        balance.MustBeNone("calls that threw what they must not", [.. lines[SaleLine.Startled].Select(line => string.Join(' ', line.Words))]);
        balance.MustBeNone("processes that ended by themselves", evidence.Crashed);
        balance.MustBeNone("processes that did not stop", evidence.Stubborn);
        return balance;
    }

    private static void Count(Balance balance, OutboxEvidence evidence, ILookup<char, SaleLine> lines)
    {
        balance.Count("sales committed", evidence.Sales.Count);
        balance.Count("sales rolled back or never saved", lines[SaleLine.RolledBack].Count());
        balance.Count("sales broken off, committed or not", lines[SaleLine.Unknown].Count());
        balance.Count("effects", evidence.Effects.Count);
        balance.Count("attempts", lines[SaleLine.Attempt].Count());
        balance.Count("attempts in which the handler ran", lines[SaleLine.Handler].Count());
        balance.Count("attempts that found the effect there", lines[SaleLine.Found].Count());
        balance.Count("deaths at the worst moment", lines[SaleLine.Died].Count());
    }

    private static IEnumerable<string> Ids(IEnumerable<SaleLine> lines) => lines.Select(line => line.Words[0]);
}
