using System.Globalization;

namespace Streaq.Chaos.Account;

/// <summary>A line of a worker's log.</summary>
/// <param name="Kind">
/// <c>B</c> an attempt began, <c>E</c> its handler ended, <c>S</c> it was settled; <c>L</c> a lease was lost, <c>H</c> the process got
/// a stop request and its worker has noticed it, <c>G</c> a worker left and gave back the given number of tasks, <c>T</c> a listener or
/// logger threw, <c>R</c> another worker's task was reclaimed, <c>P</c> the process got no processor, <c>D</c> a span and its
/// measurements disagree.
/// </param>
/// <param name="At">The time, in Unix milliseconds.</param>
/// <param name="Words">The rest.</param>
internal sealed record EffectLine(char Kind, long At, string[] Words)
{
    public string TaskId => Words[0];

    public int Attempt => int.Parse(Words[1], CultureInfo.InvariantCulture);

    /// <summary>The session of an attempt.</summary>
    public string Session => Words[2];

    /// <summary>The outcome of a settlement.</summary>
    public string Outcome => Words[3];

    public string TaskName => Words[3];

    public string Key => Words[4];

    /// <summary>Reads a log without its last line if a kill cut that off.</summary>
    public static List<EffectLine> Read(string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static EffectLine Parse(string line)
    {
        var words = line.Split(' ');
        return new EffectLine(words[0][0], long.Parse(words[1], CultureInfo.InvariantCulture), words[2..]);
    }
}
