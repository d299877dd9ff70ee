using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
            .Select(static (both, _) =>
                GeneratorOptions.From(both.Left.GlobalOptions, (both.Right as CSharpParseOptions)?.LanguageVersion));
        var calls = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => CallReader.MayBeOne(node),
                static (found, cancellation) => CallReader.Read(found.Node, found.SemanticModel, cancellation))
            .Where(static call => call is not null)
            .WithTrackingName(Calls);
        context.RegisterSourceOutput(
            calls.Where(static call => call!.Unbound is not null).Combine(options),
            static (output, found) =>
            {
                if (found.Right is { IsOn: true, IsForAot: true })
                {
                    output.ReportDiagnostic(found.Left!.Unbound!.ToDiagnostic());
                }
            });
        context.RegisterImplementationSourceOutput(
            calls.Where(static call => call!.Bound is not null).Select(static (call, _) => call!.Bound!).Collect().Combine(options),
            static (output, found) =>
            {
                if (found.Right.IsOn && found.Left.Length > 0)
                {
                    output.AddSource("StreaqBindings.g.cs", new BindingWriter().Write(found.Left));
                }
            });
    }
}
