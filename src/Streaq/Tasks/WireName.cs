namespace Streaq.Tasks;

/// <summary>The rule for every name that becomes part of a Redis key, a stream field, a span name or a log line.</summary>
internal static class WireName
{
    public const int MaxLength = 200;

    public static void ThrowIfInvalid(string? value, string parameter, string what)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new ArgumentException($"{what} must not be empty.", parameter);
        }

        if (value.Length > MaxLength)
        {
            throw new ArgumentException($"{what} has {value.Length} characters; at most {MaxLength} are allowed.", parameter);
        }

        foreach (var c in value)
        {
            if (!IsAllowed(c))
            {
                throw new ArgumentException(
                    $"{what} must not contain white space, control characters or braces, but has U+{(int)c:X4}.", parameter);
            }
        }
    }

    /// <summary>Whether the value is safe to be repeated in a log line or a span name.</summary>
    public static bool IsValid(string? value)
    {
        if (value is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        foreach (var c in value)
        {
            if (!IsAllowed(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <remarks>U+FFFD is what bytes become that are no UTF-8: two such names would be one.</remarks>
    private static bool IsAllowed(char c) => !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('{' or '}' or '\uFFFD');
}
