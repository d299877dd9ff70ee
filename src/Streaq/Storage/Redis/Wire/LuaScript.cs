using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Streaq.Storage.Redis;

/// <summary>The script of a verb that must be atomic: the text of its Lua file, and the hash by which Redis knows it.</summary>
internal sealed partial class LuaScript
{
    private static readonly FrozenDictionary<string, LuaScript> Embedded = LoadAll();

    private LuaScript(string name, string text)
    {
        Name = name;
        Text = text;
        OnlyReads = text.Contains("\n-- only reads\n", StringComparison.Ordinal);
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is protected by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
        Whole = new LuaScript(this);
    }

    private LuaScript(LuaScript script)
    {
        (Name, Text, Hash, OnlyReads) = (script.Name, script.Text, script.Hash, script.OnlyReads);
        IsSentWhole = true;
        Whole = this;
    }

    public static IEnumerable<LuaScript> All => Embedded.Values;

    /// <summary>The verb.</summary>
    public string Name { get; }

    public string Text { get; }

    public byte[] Hash { get; }

    /// <summary>
    /// The same script, sent with its text, for the first of several calls whose order counts. Redis then knows the script when the next
    /// calls arrive, so none of them must be repeated out of order.
    /// </summary>
    public LuaScript Whole { get; }

    public bool IsSentWhole { get; }

    /// <summary>Whether its header says that it writes nothing.</summary>
    public bool OnlyReads { get; }

    /// <param name="verb">The name of the file. Each script has one caller, in the same folder.</param>
    public static LuaScript Named(string verb) => Embedded[verb];

    /// <summary>Scripts can't call each other, so shared functions are in parts, inserted where a script's header names them.</summary>
    private static FrozenDictionary<string, LuaScript> LoadAll()
    {
        const string Extension = ".lua";
        const string Part = ".part";
        const string Uses = "-- uses: ";
        var assembly = typeof(LuaScript).Assembly;
        var texts = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .ToDictionary(name => name[..^Extension.Length], Read, StringComparer.Ordinal);
        return texts.Keys
            .Where(name => !name.EndsWith(Part, StringComparison.Ordinal))
            .Select(name => new LuaScript(name, WithoutUnused(WithValues(WithParts(texts[name], [])))))
            .ToFrozenDictionary(script => script.Name, StringComparer.Ordinal);

        string Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd();
        }

        // A part may use parts itself. Each part is inserted once, before the first that needs it.
        string WithParts(string text, HashSet<string> known) =>
            string.Join('\n', text.Split('\n').Select(line => line + PartsOf(line, known)));

        string PartsOf(string line, HashSet<string> known) => line.StartsWith(Uses, StringComparison.Ordinal)
            ? "\n" + string.Concat(line[Uses.Length..].Split(", ").Where(known.Add).Select(part => WithParts(texts[part + Part], known)))
            : "";
    }

    /// <summary>Replaces constants by their values: a function that uses a constant costs more with every call of the script.</summary>
    private static string WithValues(string text)
    {
        var values = Constant().Matches(text).ToDictionary(
            constant => constant.Groups["name"].Value, constant => constant.Groups["value"].Value, StringComparer.Ordinal);
        return Word().Replace(Constant().Replace(text, ""), word => values.GetValueOrDefault(word.Value, word.Value));
    }

    /// <summary>Removes functions that a script does not use, since Redis creates all functions again with every call.</summary>
    private static string WithoutUnused(string text)
    {
        for (var before = ""; !string.Equals(before, text, StringComparison.Ordinal);)
        {
            before = text;
            var uses = Word().Matches(text).CountBy(word => word.Value).ToDictionary(StringComparer.Ordinal);
            text = Function().Replace(text, found => uses[found.Groups["name"].Value] > 1 ? found.Value : "");
        }

        return text;
    }

    // Without a time limit: the texts are our own, and a process that is slow at its start would never get its scripts.
    [GeneratedRegex(@"\w+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^local (?<name>[A-Z_]+) = (?<value>'[^\n]*')\n",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Constant();

    /// <summary>A function up to the 'end' at the beginning of a line.</summary>
    [GeneratedRegex(
        @"^local function (?<name>\w+)\([^\n]*\n(?:(?!end\n)[^\n]*\n)*end\n",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Function();
}
