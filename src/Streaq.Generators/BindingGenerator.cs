using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>
/// Puts code in the place of the calls of <c>Map</c> and <c>Cron</c> that hands over the handler with all that the start and an attempt
/// need of it, so that nothing is looked up by reflection or compiled when the application runs.
/// </summary>
/// <remarks>A call that it can't see through, or that is wrong, is left as it is.</remarks>
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
