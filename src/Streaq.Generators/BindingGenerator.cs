using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>
/// Replaces calls of <c>Map</c> and <c>Cron</c> by code that also passes what the start and an attempt need to call the handler. So a
/// running application needs no reflection and no run-time compilation for it.
/// </summary>
/// <remarks>It leaves a call that it can't analyze, or that is wrong, unchanged.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class BindingGenerator : IIncrementalGenerator
{
    internal const string Calls = nameof(Calls);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var options = context.AnalyzerConfigOptionsProvider
            .Combine(context.ParseOptionsProvider)
            .Select(static (both, _) => GeneratorOptions.From(both.Left, both.Right));
        var calls = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => CallReader.MayBeOne(node),
                static (found, cancellation) => CallReader.Read(found.Node, found.SemanticModel, cancellation)?.Bound)
            .Where(static call => call is not null)
            .WithTrackingName(Calls);
        context.RegisterImplementationSourceOutput(
            calls.Select(static (call, _) => call!).Collect().Combine(options),
            static (output, found) =>
            {
                if (found.Right.IsOn && found.Left.Length > 0)
                {
                    output.AddSource("StreaqBindings.g.cs", new BindingWriter().Write(found.Left));
                }
            });
    }
}
