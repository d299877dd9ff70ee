using System.Globalization;
using Streaq.Chaos.Faults;

namespace Streaq.Chaos.Account;

/// <summary>The account of a run: counts, and errors.</summary>
internal sealed class Balance
{
    private const int Shown = 10;

    private readonly List<(string What, string Value)> _rows = [];
    private readonly List<(string What, IReadOnlyList<string> Cases)> _wrong = [];

    public bool IsBalanced => _wrong.TrueForAll(row => row.Cases.Count == 0);

    public void Count(string what, long value) => _rows.Add((what, value.ToString("N0", CultureInfo.InvariantCulture)));

    public void Count(IReadOnlyList<Fault> faults)
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            Count($"fault {kind}", faults.Count(fault => fault.Kind == kind));
        }
    }

    /// <summary>Adds a kind of error, of which there must be no case.</summary>
    public void MustBeNone(string what, IReadOnlyList<string> cases) => _wrong.Add((what, cases));

    public void WriteTo(TextWriter output)
    {
        foreach (var (what, value) in _rows.Concat(_wrong.Select(row => (row.What, row.Cases.Count.ToString(CultureInfo.InvariantCulture)))))
        {
            output.WriteLine($"{what,-42}{value,12}");
        }

        foreach (var (what, cases) in _wrong.Where(row => row.Cases.Count > 0))
        {
            output.WriteLine($"\n{what}:");
            foreach (var one in cases.Take(Shown))
            {
                output.WriteLine($"  {one}");
            }

            if (cases.Count > Shown)
            {
                output.WriteLine($"  and {cases.Count - Shown} more");
            }
        }

        output.WriteLine(IsBalanced ? "\nThe account balances." : "\nThe account does not balance.");
    }
}
