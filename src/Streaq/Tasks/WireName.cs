using System.Globalization;
using System.Text;

namespace Streaq.Tasks;

/// <summary>The rule for every name that becomes part of a Redis key, a stream field, a span name or a log line.</summary>
internal static class WireName
{
    public const int MaxLength = 200;

    public static void ThrowIfInvalid(string? value, string parameter, string what)
    {
        if (Mistake(value) is { } mistake)
        {
            throw new ArgumentException($"{what} {mistake}.", parameter);
        }
    }

    /// <returns>The end of a sentence that begins with what is named; <see langword="null"/> when the name is valid.</returns>
    public static string? Mistake(string? value) =>
        string.IsNullOrEmpty(value) ? "must not be empty"
        : value.Length > MaxLength ? $"has {value.Length} characters; at most {MaxLength} are allowed"
        : FirstRefused(value) is >= 0 and var at
            ? "must not contain white space, control or invisible characters, halves of surrogate pairs or braces, "
                + $"but has U+{(int)value[at]:X4}"
        : null;

    /// <summary>Whether the value is safe to repeat in a log line or a span name.</summary>
    public static bool IsValid(string? value) => value is { Length: > 0 and <= MaxLength } && FirstRefused(value) < 0;

    /// <summary>
    /// Returns the name, safe for a log line. A name that came from elsewhere and is not valid is cut, and its unsafe characters are
    /// replaced.
    /// </summary>
    public static string ForLog(string name)
    {
        if (IsValid(name))
        {
            return name;
        }

        var shown = name.Length > MaxLength ? name[..MaxLength] : name;
        var safe = new StringBuilder(shown.Length);
        for (var i = 0; i < shown.Length; i++)
        {
            var at = i;
            if (shown[i] is ' ' or '{' or '}' || IsAllowed(shown, ref i))
            {
                safe.Append(shown, at, i - at + 1);
            }
            else
            {
                safe.Append('\uFFFD');
            }
        }

        return safe.ToString();
    }

    private static int FirstRefused(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var at = i;
            if (!IsAllowed(value, ref i))
            {
                return at;
            }
        }

        return -1;
    }

    /// <remarks>
    /// Bytes that are not UTF-8 become U+FFFD, so two such names could become one. Format characters are invisible or change the direction
    /// of the text that follows, so a line of a log would show another text than it has.
    /// </remarks>
    private static bool IsAllowed(string value, ref int at)
    {
        var c = value[at];
        if (c is > ' ' and < '\u007F')
        {
            return c is not ('{' or '}');
        }

        if (char.IsWhiteSpace(c) || char.IsControl(c) || c == '\uFFFD')
        {
            return false;
        }

        if (!char.IsSurrogate(c))
        {
            return char.GetUnicodeCategory(c) is not UnicodeCategory.Format;
        }

        var isPair = char.IsHighSurrogate(c) && at + 1 < value.Length && char.IsLowSurrogate(value[at + 1])
            && CharUnicodeInfo.GetUnicodeCategory(value, at) is not UnicodeCategory.Format;
        at += isPair ? 1 : 0;
        return isPair;
    }
}
