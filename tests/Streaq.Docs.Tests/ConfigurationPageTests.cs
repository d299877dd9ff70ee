using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Streaq.Docs.Tests;

/// <summary>The page on configuration names every option, with a key that works and the right default.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly Dictionary<string, Row> Rows = RowPattern().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/guides/configuration.md")))
        .Select(match => new Row(match.Groups["key"].Value, match.Groups["variable"].Value, match.Groups["value"].Value))
        .ToDictionary(row => row.Key, StringComparer.Ordinal);

    public static TheoryData<string, Type> Options
    {
        get
        {
            var options = new TheoryData<string, Type>();
            foreach (var (prefix, type) in new[] { ("Streaq", typeof(StreaqOptions)), ("Streaq:Worker", typeof(WorkerOptions)) })
            {
                foreach (var property in type.GetProperties().Where(property => property.PropertyType != typeof(bool) || property.CanWrite).Where(property => IsBound(property.PropertyType)))
                {
                    options.Add($"{prefix}:{property.Name}", type);
                }
            }

            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_OnThePage_HasItsVariableAndItsDefault(string key, Type type)
    {
        var row = Rows.GetValueOrDefault(key) ?? Rows[$"{key}:0"];
        var value = type.GetProperty(key.Split(':')[^1])!.GetValue(Activator.CreateInstance(type));

        Assert.Equal(row.Key.Replace(":", "__", StringComparison.Ordinal), row.Variable);
        if (value is not (null or IList) && row.Key is not ("Streaq:Queue" or "Streaq:Worker:Name"))
        {
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{value}"), row.Default.Trim('`'));
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Key_OnThePage_SetsItsOption(string key, Type type)
    {
        var row = Rows.GetValueOrDefault(key) ?? Rows[$"{key}:0"];
        var property = type.GetProperty(key.Split(':')[^1])!;
        var before = property.GetValue(Activator.CreateInstance(type));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(row.Key, Another(property.PropertyType, before))]).Build();
        var services = new ServiceCollection();
        services.AddStreaq(configuration.GetSection("Streaq")).AddWorker(configuration.GetSection("Streaq:Worker"));
        // The value of an option need not be valid without others.
        services.RemoveAll<IValidateOptions<StreaqOptions>>().RemoveAll<IValidateOptions<WorkerOptions>>();
        using var provider = services.BuildServiceProvider();

        object set = type == typeof(StreaqOptions)
            ? provider.GetRequiredService<IOptions<StreaqOptions>>().Value
            : provider.GetRequiredService<IOptions<WorkerOptions>>().Value;

        Assert.NotEqual(Text(before), Text(property.GetValue(set)));
    }

    [Fact]
    public void Rows_OfThePage_AreOptions()
    {
        var known = Options.Select(option => (string)option[0]).ToHashSet(StringComparer.Ordinal);

        Assert.All(Rows.Keys, key => Assert.Contains(key.EndsWith(":0", StringComparison.Ordinal) ? key[..^2] : key, known));
    }

    /// <summary>Whether configuration can bind the type from a text. Other options are set in code.</summary>
    private static bool IsBound(Type type) =>
        type != typeof(System.Text.Json.JsonSerializerOptions) && type != typeof(System.Text.Json.Serialization.JsonSerializerContext)
        && type != typeof(IList<IPayloadTransform>);

    private static string? Text(object? value) => value is IEnumerable many and not string
        ? string.Join(' ', many.Cast<object>().Select(one => one is byte[] bytes ? Convert.ToBase64String(bytes) : $"{one}")) : value?.ToString();

    private static string Another(Type type, object? value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return value is bool flag ? $"{!flag}" : plain == typeof(int) ? "7" : plain == typeof(TimeSpan) ? "00:00:07"
            : plain.IsEnum ? Enum.GetNames(plain)[^1] : plain == typeof(byte[]) || plain == typeof(IList<byte[]>) ? "AAAA" : "other";
    }

    [GeneratedRegex(@"^\| `(?<key>Streaq:[\w:]+)` \| `(?<variable>\w+)` \| (?<value>[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex RowPattern();

    private sealed record Row(string Key, string Variable, string Default);
}
