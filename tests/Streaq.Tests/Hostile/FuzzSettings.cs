using System.Globalization;

namespace Streaq.Tests.Hostile;

/// <summary>The same cases in every run, unless environment variables choose others.</summary>
internal static class FuzzSettings
{
    /// <summary>Variable <c>STREAQ_FUZZ_SEED</c>: the first seed. A failure names the seed that fails.</summary>
    public static int Seed => Read("STREAQ_FUZZ_SEED", 1);

    /// <summary>Variable <c>STREAQ_FUZZ_ROUNDS</c>: the number of seeds, one after the other.</summary>
    public static int Rounds(int usual) => Read("STREAQ_FUZZ_ROUNDS", usual);

    private static int Read(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
