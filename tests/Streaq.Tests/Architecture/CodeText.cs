using System.Text;

namespace Streaq.Tests.Architecture;

/// <summary>A source without its comments and the text of its strings. The holes of interpolated strings are kept as code.</summary>
internal sealed class CodeText
{
    private readonly string _source;
    private readonly StringBuilder _code = new();
    private int _at;

    private CodeText(string source) => _source = source;

    /// <remarks>
    /// Does not support raw strings, and supports verbatim ones only without quotes and backslashes at their end: <c>src</c> has no others.
    /// </remarks>
    public static string Of(string source)
    {
        var text = new CodeText(source);
        text.Code(isHole: false);
        return text._code.ToString();
    }

    /// <summary>Reads code to the end of the source or, in a hole, to the brace that ends the hole.</summary>
    private void Code(bool isHole)
    {
        for (var depth = 0; _at < _source.Length; _at++)
        {
            var c = _source[_at];
            if (Is("//"))
            {
                SkipTo("\n");
            }
            else if (Is("/*"))
            {
                SkipTo("*/");
            }
            else if (c == '"')
            {
                String(isInterpolated: _at > 0 && _source[_at - 1] == '$');
            }
            else if (c == '\'')
            {
                _at += _source[_at + 1] == '\\' ? 2 : 1;
                SkipTo("'");
            }
            else if (isHole && c == '}' && depth == 0)
            {
                return;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                _code.Append(c);
            }
        }
    }

    private void String(bool isInterpolated)
    {
        _code.Append('"');
        for (_at++; _at < _source.Length && _source[_at] != '"'; _at++)
        {
            if (_source[_at] == '\\' || (isInterpolated && (Is("{{") || Is("}}"))))
            {
                _at++;
            }
            else if (isInterpolated && _source[_at] == '{')
            {
                _at++;
                _code.Append(' ');
                Code(isHole: true);
            }
        }

        _code.Append('"');
    }

    private bool Is(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    private void SkipTo(string text)
    {
        var end = _source.IndexOf(text, _at, StringComparison.Ordinal);
        _at = end < 0 ? _source.Length : end + text.Length - 1;
        _code.Append('\n');
    }
}
