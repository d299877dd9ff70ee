using System.Globalization;
using System.Text;

namespace Streaq.Dashboard.Markup;

/// <summary>
/// A name as one segment of a path. Browsers, proxies and ASP.NET Core change some percent encodings: a slash, a percent sign, a segment of
/// dots. Those are written with a tilde: <c>a/b</c> is <c>a~2Fb</c>.
/// </summary>
internal static class Segment
{
    private const string Written = "/\\%~?#+;";

    public static string Encode(string name)
    {
        var segment = new StringBuilder(name.Length);
        var isDots = name is "." or "..";
        foreach (var c in name)
        {
            if (isDots || Written.Contains(c, StringComparison.Ordinal))
            {
                segment.Append(CultureInfo.InvariantCulture, $"~{(int)c:X2}");
            }
            else
            {
                segment.Append(c);
            }
        }

        return Uri.EscapeDataString(segment.ToString());
    }

    /// <param name="segment">The segment as routing returns it, without percent encoding.</param>
    public static string Decode(string segment)
    {
        var name = new StringBuilder(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '~' && i + 2 < segment.Length && TryHex(segment.AsSpan(i + 1, 2), out var c))
            {
                name.Append(c);
                i += 2;
            }
            else
            {
                name.Append(segment[i]);
            }
        }

        return name.ToString();
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out char c)
    {
        var isHex = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        c = (char)code;
        return isHex;
    }
}
