using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.Hosting;

/// <summary>Binds options to a configuration section, and corrects what the binder of .NET does with keys and lists.</summary>
internal static class SectionBinding
{
    /// <summary>
    /// For a key that is not Base64, the binder would show the key in its exception, and would silently skip such a key in a list.
    /// </summary>
    public static void Bind(OptionsBuilder<StreaqOptions> options, IConfiguration section)
    {
        options.Services.AddSingleton<IOptionsChangeTokenSource<StreaqOptions>>(
            new ConfigurationChangeTokenSource<StreaqOptions>(options.Name, section));
        options.Configure(set =>
        {
            CheckKeys(options.Name, section);
            StreaqSection.Read(section, set);
        });
    }

    /// <summary>The binder would append to the existing priorities, and ignore priorities that are written as one value.</summary>
    public static void Bind(OptionsBuilder<WorkerOptions> options, IConfiguration section) =>
        options.Bind(section).Configure(worker =>
        {
            var given = section.GetSection(nameof(WorkerOptions.Priorities));
            if (given.Value is { } text)
            {
                worker.Priorities = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            }
            else if (given.GetChildren().Select(static priority => priority.Value ?? "").ToArray() is { Length: > 0 } several)
            {
                worker.Priorities = several;
            }
        });

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static void CheckKeys(string name, IConfiguration section)
    {
        var key = section.GetSection(nameof(StreaqOptions.SigningKey));
        string[] wrong =
        [
            .. section.GetSection(nameof(StreaqOptions.PreviousSigningKeys)).GetChildren().Append(key)
                .Where(static given => given.Value is { Length: > 0 } text && !IsBase64(text))
                .Select(static given => $"The key at '{given.Path}' is not Base64."),
        ];
        if (wrong.Length > 0)
        {
            throw new OptionsValidationException(name, typeof(StreaqOptions), wrong);
        }
    }
}
