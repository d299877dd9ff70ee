namespace Streaq.Dashboard.Markup;

/// <summary>Markup. Only <see cref="Of"/> turns text into markup, and it encodes all values in holes.</summary>
internal readonly struct Html
{
    private readonly string? _text;

    private Html(string text) => _text = text;

    public static Html Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>The literal parts are markup; a hole is encoded unless it is markup itself. Attributes with holes must be quoted.</summary>
    public static Html Of(HtmlInterpolation markup) => new(markup.Take());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part._text)));

    public static Html Join(string separator, IEnumerable<Html> parts) => new(string.Join(separator, parts.Select(part => part._text)));

    public static Html When(bool condition, HtmlInterpolation markup) => condition ? Of(markup) : Empty;

    public override string ToString() => _text ?? "";
}
