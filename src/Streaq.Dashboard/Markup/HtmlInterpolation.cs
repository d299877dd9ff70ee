using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Streaq.Dashboard.Markup;

/// <summary>Encodes each hole of an interpolated string, and formats numbers by the invariant culture.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlInterpolation(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Html markup) => _text.Append(markup);

    public void AppendFormatted(string? value) => _text.Append(value is null ? "" : Encoder.Encode(value));

    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendFormatted(value is IFormattable text ? text.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    public string Take() => _text.ToString();
}
