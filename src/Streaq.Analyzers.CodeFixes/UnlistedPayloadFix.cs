using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Streaq.Analyzers;

/// <summary>STRQ005: adds the types to the context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class UnlistedPayloadFix() : StreaqFix(UnlistedPayloadAnalyzer.Id)
{
    protected override void Offer(FixContext fix)
    {
        if (fix.Diagnostic.AdditionalLocations is { Count: > 0 } places && places[0] is { SourceTree: { } tree } place
            && fix.Document.Project.Solution.GetDocument(tree) is { } document
            && fix.Diagnostic.Properties.TryGetValue(UnlistedPayloadAnalyzer.Types, out var types) && types is not null)
        {
            fix.Replace("List them in the context", cancellationToken => ListAsync(document, place, types.Split('\n'), cancellationToken));
        }
    }

    private static async Task<Solution> ListAsync(Document document, Location place, string[] types, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        if (root.FindNode(place.SourceSpan).FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } context)
        {
            return document.Project.Solution;
        }

        var lists = types.Select(Listing).ToArray();
        var changed = context.AttributeLists.Count > 0
            ? context.AddAttributeLists(lists)
            : context.WithoutLeadingTrivia().AddAttributeLists(lists).WithLeadingTrivia(context.GetLeadingTrivia());
        return document.WithSyntaxRoot(root.ReplaceNode(context, changed)).Project.Solution;
    }

    private static AttributeListSyntax Listing(string type)
    {
        var attribute = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("global::System.Text.Json.Serialization.JsonSerializable"),
            SyntaxFactory.ParseAttributeArgumentList($"(typeof({type}))"));
        return SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation, Simplifier.AddImportsAnnotation);
    }
}
