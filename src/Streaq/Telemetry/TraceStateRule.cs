using System.Buffers;

namespace Streaq.Telemetry;

/// <summary>Decides which part of a message's <c>tracestate</c> is used, as W3C's specification requires.</summary>
/// <remarks>
/// A valid one is used as a whole, or as whole members up to <see cref="MaxLength"/> characters. An invalid one is dropped.
/// </remarks>
internal static class TraceStateRule
{
    /// <summary>The most characters that travel; W3C recommends at least 512.</summary>
    public const int MaxLength = 8_192;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/");

    private const int MaxMembers = 32;
    private const int MaxKey = 256;
    private const int MaxValue = 256;

    public static string? Take(string? traceState)
    {
        if (string.IsNullOrEmpty(traceState))
        {
            return null;
        }

        var (members, end, at) = (0, 0, 0);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in traceState.AsSpan().Split(','))
        {
            var member = traceState.AsSpan(part).Trim(" \t");
            if (member.Length > 0 && (++members > MaxMembers || !IsMember(member, keys)))
            {
                return null;
            }

            at = part.End.Value;
            end = at <= MaxLength ? at : end;
        }

        return members == 0 || end == 0 ? null : end == traceState.Length ? traceState : traceState[..end];
    }

    private static bool IsMember(ReadOnlySpan<char> member, HashSet<string> keys)
    {
        var end = member.IndexOf('=');
        return end is > 0 and <= MaxKey && IsKey(member[..end]) && IsValue(member[(end + 1)..]) && keys.Add(member[..end].ToString());
    }

    /// <summary>A name, or a tenant, an @ and a system.</summary>
    private static bool IsKey(ReadOnlySpan<char> key) => key.IndexOf('@') switch
    {
        < 0 => IsName(key, letterFirst: false),
        var at => at <= 241 && key.Length - at - 1 <= 14 && IsName(key[..at], letterFirst: false) && IsName(
            key[(at + 1)..], letterFirst: true),
    };

    private static bool IsName(ReadOnlySpan<char> name, bool letterFirst) =>
        name.Length > 0
        && (char.IsAsciiLetterLower(name[0]) || (!letterFirst && char.IsAsciiDigit(name[0])))
        && !name.ContainsAnyExcept(NameCharacters);

    private static bool IsValue(ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= MaxValue && !value.ContainsAnyExceptInRange(' ', '~') && !value.ContainsAny(',', '=');
}
