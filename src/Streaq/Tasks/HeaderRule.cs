namespace Streaq.Tasks;

/// <summary>The rule for the headers of a message: names as in HTTP, values without control characters.</summary>
internal static class HeaderRule
{
    private const int MaxValueLength = 8_192;

    private static readonly Dictionary<string, string> NoHeaders = [];

    public static void ThrowIfInvalid(IReadOnlyCollection<KeyValuePair<string, string>> headers, string parameter)
    {
        foreach (var (name, value) in headers)
        {
            ThrowIfInvalid(name, value, parameter);
        }

        if (headers.Count > 1 && headers.DistinctBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Count() < headers.Count)
        {
            var twice = headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase).First(same => same.Skip(1).Any()).Key;
            throw new ArgumentException($"The header '{twice}' is there twice; case does not count. Rename or remove one.", parameter);
        }
    }

    /// <returns>The headers that satisfy the rule; <see langword="null"/> when there are none.</returns>
    public static Dictionary<string, string>? Valid(IReadOnlyDictionary<string, string>? headers)
    {
        Dictionary<string, string>? valid = null;
        foreach (var (name, value) in headers ?? NoHeaders)
        {
            if (WireName.IsValid(name) && value.Length <= MaxValueLength && !value.Any(char.IsControl))
            {
                (valid ??= new(StringComparer.OrdinalIgnoreCase)).Add(name, value);
            }
        }

        return valid;
    }

    public static void ThrowIfInvalid(string name, string? value, string parameter)
    {
        WireName.ThrowIfInvalid(name, parameter, "The name of a header");
        if (value is null)
        {
            throw new ArgumentException($"The header '{name}' has no value; set one, or leave the header out.", parameter);
        }

        if (value.Length > MaxValueLength)
        {
            throw new ArgumentException(
                $"The header '{name}' has {value.Length} characters; at most {MaxValueLength} are allowed.", parameter);
        }

        if (value.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"The header '{name}' has a control character in its value; encode it, for example as Base64.", parameter);
        }
    }
}
